package dev.ribwatch.agent.transport;

/** Octets that every connection of a loop may use while it handles one read. */
final class Scratch {
    private byte[] octets = new byte[0];

    /** At least so many octets, with anything in them. */
    byte[] octets(int least) {
        if (octets.length < least) {
            octets = new byte[Math.max(2 * ReceiveBuffer.SIZE, least)];
        }
        return octets;
    }
}

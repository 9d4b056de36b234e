package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.value.Family;
import java.io.ByteArrayOutputStream;

/** One input, and what must come of it. */
public final class Case {
    private final String id;
    private final String title;
    private final Terms terms;
    private final Phase phase;
    private final byte[] input;
    private final Outcome outcome;

    Case(String id, String title, Terms terms, Phase phase, byte[] input, Outcome outcome) {
        this.id = id;
        this.title = title;
        this.terms = terms;
        this.phase = phase;
        this.input = input;
        this.outcome = outcome;
    }

    /** The row of the protocol that it is about, and a number where the row has several. */
    public String id() {
        return id;
    }

    /** What the router is and offers. */
    public Terms terms() {
        return terms;
    }

    /** When the input is sent. */
    public Phase phase() {
        return phase;
    }

    /** What is sent. */
    public byte[] input() {
        return input.clone();
    }

    /** What must come of it. */
    public Outcome outcome() {
        return outcome;
    }

    /** When the input is sent. */
    public enum Phase {
        /** After our OPEN, in place of the router's. */
        CONNECT,
        /** After our KEEPALIVE, in place of the router's. */
        CONFIRM,
        /** On a session with routes. */
        ESTABLISHED
    }

    /** What is sent before the input of {@link Phase#ESTABLISHED}: the routes of {@link Outcome#before}. */
    public byte[] prelude() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (terms.ipv4()) {
            UpdateParts old = new UpdateParts(terms.addPath());
            old.attribute(terms.attribute("std"), false);
            old.attribute(terms.attribute("med"), false);
            old.announce(UpdateMessage.nlri(Outcome.SUBJECT), 1);
            old.announce(UpdateMessage.nlri(Outcome.BYSTANDER), 1);
            out.writeBytes(old.message());
        }
        if (terms.ipv6()) {
            UpdateParts old = new UpdateParts(terms.addPath());
            old.attribute(terms.attribute("std6"), false);
            old.attribute(terms.attribute("med"), false);
            old.reach(REACH_HEAD, false);
            old.multiprotocolPrefix(UpdateMessage.nlri(Outcome.SUBJECT6), 1);
            old.multiprotocolPrefix(UpdateMessage.nlri(Outcome.BYSTANDER6), 1);
            out.writeBytes(old.message());
        }
        return out.toByteArray();
    }

    /** A route that is sent last: once it is held, all before it was taken in. */
    public static byte[] sentinel(Terms terms) {
        return sentinel(terms, terms.ipv4(), new byte[0]);
    }

    /** As {@link #sentinel(Terms)}, of this family, and with MED, so that each is a change of the one before. */
    public static byte[] sentinel(Terms terms, Family family, int med) {
        byte[] value = {(byte) (med >>> 24), (byte) (med >>> 16), (byte) (med >>> 8), (byte) med};
        return sentinel(terms, family == Family.IPV4_UNICAST, UpdateMessage.encode(0x80, 4, value));
    }

    private static byte[] sentinel(Terms terms, boolean ipv4, byte[] attribute) {
        UpdateParts last = new UpdateParts(terms.addPath());
        last.attribute(attribute, false);
        if (ipv4) {
            last.attribute(terms.attribute("std"), false);
            last.announce(UpdateMessage.nlri(Outcome.SENTINEL), 1);
        } else {
            last.attribute(terms.attribute("std6"), false);
            last.reach(REACH_HEAD, false);
            last.multiprotocolPrefix(UpdateMessage.nlri(Outcome.SENTINEL6), 1);
        }
        return last.message();
    }

    /** IPv6 unicast, next hop 2001:db8::1. */
    static final byte[] REACH_HEAD = HexFields.parse("0002 01 10 20010db8000000000000000000000001 00");

    @Override
    public String toString() {
        return id + " [" + terms + "] " + title;
    }
}

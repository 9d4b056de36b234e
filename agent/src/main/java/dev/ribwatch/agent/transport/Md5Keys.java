package dev.ribwatch.agent.transport;

import dev.ribwatch.config.Secret;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The keys of RFC 2385 that one listening socket demands of whom. Linux takes them by prefix ({@code TCP_MD5SIG_EXT} of
 * {@code linux/tcp.h}), so that a range of routers can have one too; the longest prefix wins.
 *
 * <pre>
 * struct tcp_md5sig {
 *   struct sockaddr_storage address;   128 octets: family, port, then an IPv4 address at 4 or an IPv6 address at 8
 *   __u8  flags;                       1: the prefix length counts
 *   __u8  prefixlen;
 *   __u16 keylen;                      0 removes the key
 *   int   ifindex;
 *   __u8  key[80];
 * }
 * </pre>
 */
final class Md5Keys {
    /** The most octets of a key. */
    static final int LONGEST = 80;

    private static final int TCP = 6;
    private static final int TCP_MD5SIG_EXT = 32;
    private static final int ADDRESS = 128;
    private static final int KEY = ADDRESS + 8;
    private static final int SIZE = KEY + LONGEST;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final RawUnixChannelOption OPTION =
            new RawUnixChannelOption("TCP_MD5SIG_EXT", TCP, TCP_MD5SIG_EXT, SIZE);

    private final Channel server;
    private final Map<Prefix, Secret> installed = new HashMap<>();

    Md5Keys(Channel server) {
        this.server = server;
    }

    /** Demands these keys, and no others. */
    void install(Map<Prefix, Secret> keys) {
        Iterator<Prefix> before = installed.keySet().iterator();
        while (before.hasNext()) {
            Prefix peers = before.next();
            if (!keys.containsKey(peers)) {
                set(peers, new byte[0]);
                before.remove();
            }
        }
        keys.forEach((peers, key) -> {
            if (!installed.entrySet().contains(Map.entry(peers, key))) {
                set(peers, key.octets());
                installed.put(peers, key);
            }
        });
    }

    private void set(Prefix peers, byte[] key) {
        if (key.length > LONGEST) {
            throw new ChannelException("a key of " + key.length + " octets, over " + LONGEST);
        }
        boolean ipv4 = peers.family() == Family.IPV4_UNICAST;
        ByteBuffer struct = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
        struct.putShort(0, ipv4 ? AF_INET : AF_INET6);
        for (int i = 0; i < peers.family().bits() / 8; i++) {
            long half = i < 8 ? peers.high() : peers.low();
            struct.put((ipv4 ? 4 : 8) + i, (byte) (half >>> (56 - 8 * (i & 7))));
        }
        struct.put(ADDRESS, (byte) 1);
        struct.put(ADDRESS + 1, (byte) peers.length());
        struct.putShort(ADDRESS + 2, (short) key.length);
        for (int i = 0; i < key.length; i++) {
            struct.put(KEY + i, key[i]);
        }
        if (!server.config().setOption(OPTION, struct)) {
            throw new ChannelException("the socket does not know TCP_MD5SIG_EXT");
        }
    }
}

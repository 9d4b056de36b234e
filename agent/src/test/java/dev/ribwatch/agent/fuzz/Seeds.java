package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.CaseFile;
import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.Vectors;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** What fuzzing starts with: the cases of conformance, the vectors, the recordings, the example configurations. */
final class Seeds {
    private static final String PACKAGE = "dev.ribwatch.agent.";
    private static final int LONGEST_RECORDING = 3_000;

    private final Path directory;
    private int number;

    private Seeds(Path directory) {
        this.directory = directory;
    }

    /** Writes them below the directory that is named, in one of each target's name; the second names our root. */
    public static void main(String... arguments) throws IOException {
        Seeds seeds = new Seeds(Path.of(arguments[0]));
        Path root = Path.of(arguments[1]);
        for (byte[] message : messages()) {
            seeds.message(message);
        }
        seeds.records();
        seeds.files(root.resolve("agent/src/test/resources/dev/ribwatch/agent/mrt"));
        seeds.configurations(root.resolve("config/examples"));
        seeds.configurations(root.resolve("config/src/test/resources"));
    }

    /** All messages of the cases, one by one, and those of the vectors. */
    private static List<byte[]> messages() {
        List<byte[]> messages = new ArrayList<>(Vectors.messages());
        for (Case each : CaseFile.all()) {
            byte[] input = each.input();
            int at = 0;
            while (at < input.length) {
                int length = MessageHeader.check(input, at, input.length, true);
                int end = length > 0 ? Math.min(at + length, input.length) : input.length;
                messages.add(Arrays.copyOfRange(input, at, end));
                at = end;
            }
        }
        return messages;
    }

    private void message(byte[] message) throws IOException {
        write("fuzz.FramingFuzz", message);
        if (message.length < MessageHeader.LENGTH) {
            return;
        }
        byte[] body = Arrays.copyOfRange(message, MessageHeader.LENGTH, message.length);
        MessageType type = MessageHeader.type(message, 0);
        if (type == MessageType.OPEN) {
            write("fuzz.OpenFuzz", body);
        } else if (type == MessageType.NOTIFICATION) {
            write("fuzz.NotificationFuzz", body);
        } else if (type == MessageType.ROUTE_REFRESH) {
            write("fuzz.RouteRefreshFuzz", body);
        } else if (type == MessageType.UPDATE) {
            write("fuzz.UpdateFuzz", body);
            write("fuzz.RouteJsonFuzz", body);
            write("daemon.MalformedLogFuzz", body);
            write("daemon.AlertReportFuzz", body);
            attributes(body);
        }
    }

    /** Each attribute as code and value, where the message has any that can be told apart. */
    private void attributes(byte[] body) throws IOException {
        if (body.length < 4) {
            return;
        }
        int at = 2 + ((body[0] & 0xff) << 8 | body[1] & 0xff);
        if (at + 2 > body.length) {
            return;
        }
        int length = (body[at] & 0xff) << 8 | body[at + 1] & 0xff;
        byte[] padded = Arrays.copyOf(body, body.length + 70_000);
        AttributeCursor cursor = new AttributeCursor().reset(padded, at + 2, Math.min(length, body.length - at - 2));
        while (cursor.next() && cursor.valueOffset() + cursor.valueLength() <= body.length) {
            ByteArrayOutputStream attribute = new ByteArrayOutputStream();
            attribute.write(cursor.code());
            attribute.write(body, cursor.valueOffset(), cursor.valueLength());
            write("fuzz.AttributeTextFuzz", attribute.toByteArray());
        }
    }

    private void files(Path recordings) throws IOException {
        try (Stream<Path> files = Files.list(recordings)) {
            for (Path file : files.sorted().toList()) {
                byte[] octets = Files.readAllBytes(file);
                byte[] head = Arrays.copyOf(octets, Math.min(octets.length, LONGEST_RECORDING));
                if (file.toString().endsWith(".gz")) {
                    write("fuzz.GzipFuzz", head);
                    write("fuzz.MrtFuzz", start(new GZIPInputStream(new ByteArrayInputStream(octets))));
                } else if (file.toString().endsWith(".bz2")) {
                    write("fuzz.Bzip2Fuzz", Arrays.copyOfRange(head, Math.min(head.length, 10), head.length));
                    write("fuzz.MrtFuzz", start(new BZip2CompressorInputStream(new ByteArrayInputStream(octets))));
                } else if (!file.toString().endsWith(".md")) {
                    write("fuzz.MrtFuzz", head);
                    byte[] start = Arrays.copyOf(head, Math.min(head.length, 500));
                    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
                    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                        out.write(start);
                    }
                    write("fuzz.GzipFuzz", gzip.toByteArray());
                    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
                    try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bzip2, 1)) {
                        out.write(start);
                    }
                    write("fuzz.Bzip2Fuzz", Arrays.copyOfRange(bzip2.toByteArray(), 10, bzip2.size()));
                }
            }
        }
    }

    private static byte[] start(InputStream recording) throws IOException {
        try (recording) {
            return recording.readNBytes(LONGEST_RECORDING);
        }
    }

    /** Records of every type and subtype, of peers of both families. */
    private void records() throws IOException {
        byte[] update = UpdateMessage.announcing(UpdateMessage.MP_REACH).build();
        String attributes = UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP;
        for (String peer : List.of("192.0.2.1", "2001:db8::1")) {
            for (int subtype = 0; subtype < 13; subtype++) {
                write(
                        "fuzz.MrtFuzz",
                        new MrtBytes().message(subtype, peer, 65001, update).bytes());
            }
            write(
                    "fuzz.MrtFuzz",
                    new MrtBytes()
                            .state(peer, 65001, 5, 6)
                            .state(peer, 4_200_000_000L, 6, 1)
                            .bytes());
            write(
                    "fuzz.MrtFuzz",
                    new MrtBytes()
                            .at(1_700_000_000, 5)
                            .message(4, peer, 65001, update)
                            .bytes());
            for (int subtype = 1; subtype < 13; subtype++) {
                MrtBytes table = new MrtBytes().index("view", 65001, peer, "192.0.2.9");
                write(
                        "fuzz.MrtFuzz",
                        table.rib(subtype, "10.0.0.0/8", attributes, 0, 1).bytes());
                table = new MrtBytes().index("", 65001, peer);
                write(
                        "fuzz.MrtFuzz",
                        table.rib(subtype, "2001:db8::/32", attributes, 0).bytes());
            }
            write(
                    "fuzz.MrtFuzz",
                    new MrtBytes().oldRib("10.0.0.0/8", peer, 65001, attributes).bytes());
        }
        for (int subtype = 0; subtype < 8; subtype++) {
            byte[] old = HexText.parse(
                    "fde9 c0000201 fde8 c00002fe 0000 0012 40010100 40020402 01fde9 400304c0 000201 18c63364");
            write("fuzz.MrtFuzz", new MrtBytes().record(5, subtype, old).bytes());
        }
        write(
                "fuzz.MrtFuzz",
                new MrtBytes()
                        .record(5, 3, HexText.parse("fde9 c0000201 0005 0006"))
                        .bytes());
        write(
                "fuzz.MrtFuzz",
                new MrtBytes()
                        .record(16, 0, HexText.parse("0000 0000 0003 0004"))
                        .bytes());
        write("fuzz.MrtFuzz", new MrtBytes().record(48, 1, new byte[20]).bytes());
    }

    private void configurations(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                write("fuzz.ConfigFuzz", Files.readAllBytes(file));
            }
        }
    }

    private void write(String target, byte[] input) throws IOException {
        Path place = Files.createDirectories(directory.resolve(PACKAGE + target));
        Files.write(place.resolve("seed-" + HexFormat.of().toHexDigits(number++)), input);
    }
}

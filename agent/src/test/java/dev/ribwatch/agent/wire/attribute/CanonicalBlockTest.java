package dev.ribwatch.agent.wire.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The form in which attributes are stored: the same for every way to write the same attributes. */
class CanonicalBlockTest {
    private static final String MP_NEXT_HOP = "80 0e 10 20010db8000000000000000000000001";

    @Test
    void aMessageInCanonicalFormIsNotCopied() {
        byte[] message = UpdateMessage.announcing("80 04 04 00000001", "c0 08 04 fde90064")
                .build();
        Update update = decode(message, UpdateMessage.external());
        assertThat(update.block(NlriField.ANNOUNCED)).isSameAs(message);
        assertThat(update.blockOffset(NlriField.ANNOUNCED)).isEqualTo(23);
        assertThat(block(update, NlriField.ANNOUNCED))
                .isEqualTo(HexText.parse(UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP
                        + "80 04 04 00000001 c0 08 04 fde90064"));
    }

    @Test
    void onlyTheNextHopIsLeftOfMpReach() {
        byte[] message = new UpdateMessage()
                .attribute(UpdateMessage.MP_REACH)
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .attribute("c0 10 08 0002fde900000064")
                .attribute(UpdateMessage.MP_UNREACH)
                .build();
        assertThat(block(decode(message, UpdateMessage.external()), NlriField.REACHABLE))
                .isEqualTo(HexText.parse(
                        UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + MP_NEXT_HOP + "c0 10 08 0002fde900000064"));
    }

    @Test
    void eachAnnouncedFieldHasItsOwnNextHop() {
        byte[] message = UpdateMessage.announcing(UpdateMessage.MP_REACH, "c0 08 04 fde90064")
                .build();
        Update update = decode(message, UpdateMessage.external());
        String shared = UpdateMessage.ORIGIN + UpdateMessage.AS_PATH;
        assertThat(block(update, NlriField.ANNOUNCED))
                .isEqualTo(HexText.parse(shared + UpdateMessage.NEXT_HOP + "c0 08 04 fde90064"));
        assertThat(block(update, NlriField.REACHABLE))
                .isEqualTo(HexText.parse(shared + "c0 08 04 fde90064" + MP_NEXT_HOP));
    }

    @Test
    void headsAreRewrittenInTheirShortestForm() {
        byte[] message =
                UpdateMessage.announcing("f8 08 0004 fde90064", "e7 63 01 aa").build();
        Update update = decode(message, UpdateMessage.external());
        assertThat(block(update, NlriField.ANNOUNCED))
                .as("extended length and low bits are gone, partial stays")
                .isEqualTo(HexText.parse(UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP
                        + "e0 08 04 fde90064 e0 63 01 aa"));
    }

    @Test
    void valuesAroundTheShortestFormKeepTheirLength() {
        for (int length : new int[] {0, 1, 254, 255, 256, 257, 3000}) {
            byte[] value = new byte[length];
            Arrays.fill(value, (byte) 0x5a);
            for (int flags : new int[] {0xc0, 0xd0}) {
                byte[] message =
                        UpdateMessage.announcing().attribute(flags, 99, value).build();
                Update update = decode(message, UpdateMessage.external());
                byte[] block = block(update, NlriField.ANNOUNCED);
                byte[] attribute = UpdateMessage.encode(0xc0, 99, value);
                assertThat(Arrays.copyOfRange(block, block.length - attribute.length, block.length))
                        .isEqualTo(attribute);
            }
        }
    }

    @Test
    void discardedAttributesAreGone() {
        byte[] message = UpdateMessage.announcing("40 05 04 00000064", "c0 08 04 fde90064", "80 63 01 aa")
                .build();
        Update update = decode(message, UpdateMessage.external());
        assertThat(update.verdict()).isEqualTo(Verdict.ATTRIBUTE_DISCARD);
        assertThat(block(update, NlriField.ANNOUNCED))
                .isEqualTo(HexText.parse(
                        UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP + "c0 08 04 fde90064"));
    }

    /** The block is the kept attributes, by code, each written anew: said slowly, for random messages. */
    @Test
    void agreesWithWritingEachAttributeAnew() {
        long seed = 0xb10c_0001L;
        SplittableRandom random = new SplittableRandom(seed);
        UpdateDecoder decoder = new UpdateDecoder();
        Update update = new Update();
        for (int i = 0; i < 20_000; i++) {
            TreeMap<Integer, byte[]> values = new TreeMap<>();
            values.put(1, HexText.parse("00"));
            values.put(2, HexText.parse("02 01 0000fde9"));
            values.put(3, HexText.parse("c0000201"));
            for (int more = random.nextInt(8); more > 0; more--) {
                byte[] value = new byte[random.nextInt(20) == 0 ? random.nextInt(600) : random.nextInt(12)];
                random.nextBytes(value);
                values.put(random.nextInt(200, 256), value);
            }
            boolean reach = random.nextInt(3) == 0;
            List<byte[]> attributes = new ArrayList<>();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            values.forEach((code, value) -> {
                int flags = (code < 4 ? 0x40 : 0xc0) | (random.nextInt(4) == 0 ? 0x20 : 0);
                int noise = random.nextInt(3) == 0 ? random.nextInt(32) : 0;
                attributes.add(UpdateMessage.encode(flags | noise, code, value));
                expected.writeBytes(UpdateMessage.encode(flags, code, value));
            });
            if (reach) {
                attributes.add(HexText.parse(UpdateMessage.MP_REACH));
            }
            for (int swaps = random.nextInt(6); swaps > 0; swaps--) {
                int a = random.nextInt(attributes.size());
                int b = random.nextInt(attributes.size());
                byte[] kept = attributes.set(a, attributes.get(b));
                attributes.set(b, kept);
            }
            UpdateMessage message = new UpdateMessage().announce("198.51.100.0/24");
            attributes.forEach(attribute -> message.attribute(HexText.format(attribute)));
            byte[] octets = message.build();
            decoder.decode(octets, 0, octets.length, UpdateMessage.external(), update);
            assertThat(update.verdict()).isEqualTo(Verdict.ACCEPT);
            assertThat(block(update, NlriField.ANNOUNCED))
                    .as("seed %x, case %d", seed, i)
                    .isEqualTo(expected.toByteArray());
            assertThat(update.has(NlriField.REACHABLE)).isEqualTo(reach);
        }
    }

    private static Update decode(byte[] message, DecodeContext context) {
        Update update = new Update();
        new UpdateDecoder().decode(message, 0, message.length, context, update);
        return update;
    }

    private static byte[] block(Update update, NlriField field) {
        int offset = update.blockOffset(field);
        return Arrays.copyOfRange(update.block(field), offset, offset + update.blockLength(field));
    }
}

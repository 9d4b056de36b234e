package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.fuzz.FuzzTexts;

/** A receiver's answer as a log shows it. */
public final class PrintableFuzz {
    private PrintableFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new FuzzTexts(input).next();
        for (int most : new int[] {0, 1, 200}) {
            String shown = Printable.of(text, most);
            String body = text.length() > most ? shown.substring(0, shown.length() - 1) : shown;
            FuzzTexts.require(body.chars().allMatch(c -> c >= ' ' && c < 0x7f), "printable ASCII");
            FuzzTexts.require(shown.length() <= 6 * most + 1, "bounded");
            FuzzTexts.require(text.length() <= most || shown.endsWith("…"), "shown where it is cut");
        }
    }
}

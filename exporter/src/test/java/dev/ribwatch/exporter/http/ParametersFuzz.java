package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.fuzz.FuzzTexts;
import java.nio.charset.StandardCharsets;

/** The target of a request: parameters, or an error of status 400 that says nothing of what was sent. */
public final class ParametersFuzz {
    private ParametersFuzz() {}

    public static void fuzzerTestOneInput(byte[] uri) {
        try {
            Parameters parameters = new Parameters(new String(uri, StandardCharsets.ISO_8859_1));
            FuzzTexts.require(parameters.path().length() <= uri.length, "no longer than it came");
            parameters.only("prefix", "match", "router", "network", "limit", "after");
            Prefix prefix = parameters.prefix("prefix");
            FuzzTexts.require(prefix == null || Prefix.parse(prefix.toString()).equals(prefix), "a prefix");
            Integer limit = parameters.count("limit");
            FuzzTexts.require(limit == null || limit > 0, "a count");
            parameters.match("match");
            parameters.text("router");
            parameters.all("after");
        } catch (ApiError e) {
            FuzzTexts.require(e.status() == 400, "status 400");
            String said = String.valueOf(e.getMessage());
            FuzzTexts.require(said.length() < 300, "a short answer");
            FuzzTexts.json(Json.text(said, (json, text) -> json.writeString(text)));
        }
    }
}

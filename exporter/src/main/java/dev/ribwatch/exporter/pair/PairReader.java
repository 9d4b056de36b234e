package dev.ribwatch.exporter.pair;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.ribwatch.exporter.pair.PairView.Sight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the other agent's view, token by token: what it says is taken within bounds or not at all. Fields that we do not know
 * are passed over, so that a newer version can tell more.
 */
final class PairReader {
    /** The most octets of an answer. */
    static final int MOST_OCTETS = PairAlerts.MOST_OCTETS + (2 << 20);

    private static final int MOST_TEXT = 1_000;
    private static final int MOST_LABELS = 64;
    private static final int MOST_SECTIONS = 64;
    private static final long MOST_COUNT = 1L << 53;
    private static final int DEPTH = 8;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(MOST_TEXT)
                    .maxNameLength(MOST_TEXT)
                    .maxNumberLength(20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser json;
    private @Nullable String instance;
    private String version = "";
    private boolean starting;
    private @Nullable Map<String, String> policy;
    private @Nullable List<Sight> sights;
    private @Nullable List<PairAlert> alerts;
    private @Nullable Integer total;
    private String digest = "";

    /** It is not what an agent says. The message is in our own words. */
    static final class NoViewException extends IOException {
        private static final long serialVersionUID = 1;

        NoViewException(String message) {
            super(message);
        }
    }

    private PairReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads an answer.
     *
     * @throws NoViewException if it is none of an agent
     */
    static PairView read(byte[] octets) throws NoViewException {
        try (JsonParser json = JSON.createParser(octets)) {
            return new PairReader(json).view();
        } catch (NoViewException e) {
            throw e;
        } catch (IOException e) { // its message quotes what was read
            throw new NoViewException("its answer is no JSON within our bounds");
        }
    }

    private static NoViewException wrong(String what) {
        return new NoViewException("its answer is not an agent's: " + what);
    }

    private PairView view() throws IOException {
        json.nextToken();
        begins(JsonToken.START_OBJECT, "no object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "instance" -> instance = text(name);
                case "version" -> version = text(name);
                case "starting" -> starting = truth(name);
                case "policy" -> policy = texts(name, MOST_SECTIONS);
                case "routers" -> sights = sights();
                case "alerts_total" -> total = (int) Math.min(count(name), Integer.MAX_VALUE);
                case "alerts_digest" -> digest = text(name);
                case "alerts" -> alerts = alerts();
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw wrong("something follows it");
        }
        if (instance == null || instance.isEmpty() || policy == null || sights == null || alerts == null) {
            throw wrong("a part is missing");
        }
        return new PairView(
                instance,
                version,
                starting,
                policy,
                sights,
                new PairAlerts(total == null ? alerts.size() : total, digest, alerts));
    }

    private List<Sight> sights() throws IOException {
        begins(JsonToken.START_ARRAY, "routers");
        List<Sight> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (read.size() == PairView.MOST_SIGHTS) {
                throw wrong("too many routers");
            }
            begins(JsonToken.START_OBJECT, "routers");
            String router = "";
            String family = "";
            boolean judged = false;
            long routes = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "router" -> router = text(name);
                    case "family" -> family = text(name);
                    case "judged" -> judged = truth(name);
                    case "routes" -> routes = count(name);
                    default -> json.skipChildren();
                }
            }
            read.add(new Sight(router, family, judged, routes));
        }
        return read;
    }

    private List<PairAlert> alerts() throws IOException {
        begins(JsonToken.START_ARRAY, "alerts");
        List<PairAlert> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (read.size() == PairAlerts.MOST) {
                throw wrong("too many alerts");
            }
            begins(JsonToken.START_OBJECT, "alerts");
            SortedMap<String, String> labels = new TreeMap<>();
            boolean firing = false;
            boolean unknown = false;
            Set<String> routers = Set.of();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "labels" -> labels = texts(name, MOST_LABELS);
                    case "firing" -> firing = truth(name);
                    case "unknown" -> unknown = truth(name);
                    case "routers" -> routers = names(name);
                    default -> json.skipChildren();
                }
            }
            // A rule that only a newer version has, or that is not to be agreed on: as if it were not there.
            if (PairAlert.isTold(labels)) {
                read.add(new PairAlert(labels, firing, unknown, routers));
            } else {
                total = total == null ? null : total - 1;
            }
        }
        return read;
    }

    private Set<String> names(String what) throws IOException {
        begins(JsonToken.START_ARRAY, what);
        Set<String> names = new TreeSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            names.add(text(what));
            if (names.size() > PairAlert.MOST_ROUTERS) {
                throw wrong("too many " + what);
            }
        }
        return names;
    }

    private SortedMap<String, String> texts(String what, int most) throws IOException {
        begins(JsonToken.START_OBJECT, what);
        SortedMap<String, String> texts = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            texts.put(name, text(what));
            if (texts.size() > most) {
                throw wrong("too many " + what);
            }
        }
        return texts;
    }

    private void begins(JsonToken token, String what) throws IOException {
        if (json.currentToken() != token) {
            throw wrong(what);
        }
    }

    private String text(String what) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(what);
        }
        return json.getText();
    }

    private boolean truth(String what) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrong(what);
        };
    }

    private long count(String what) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            try {
                long value = json.getLongValue();
                if (value >= 0 && value <= MOST_COUNT) {
                    return value;
                }
            } catch (IOException e) {
                throw wrong(what);
            }
        }
        throw wrong(what);
    }
}

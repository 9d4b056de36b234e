package dev.ribwatch.exporter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.http.Explanation.RouterPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An explanation, router by router: what is said of the prefix as such comes first. */
final class ExplanationRows implements RowSource<RouterPart>, RowFormat<RouterPart> {
    /** Of a router's part with all of its routes; few, so that writing them takes a loop no time. */
    private static final int AT_ONCE = 16;

    private final Supplier<CompletionStage<Explanation>> question;
    private final Supplier<CompletionStage<List<ActiveAlert>>> active;
    private @Nullable CompletionStage<Explanation> answer;
    private @Nullable Explanation explanation;
    private AlertsOfFindings alerts = AlertsOfFindings.NONE;
    private int next;

    ExplanationRows(
            Supplier<CompletionStage<Explanation>> question, Supplier<CompletionStage<List<ActiveAlert>>> active) {
        this.question = question;
        this.active = active;
    }

    /** What is found first, then what became of it: nothing is told that is not there any more. */
    private CompletionStage<Explanation> ask() {
        return question.get()
                .thenCompose(
                        all -> active.get().exceptionally(failure -> List.of()).thenApply(told -> {
                            alerts = new AlertsOfFindings(told);
                            return all;
                        }));
    }

    @Override
    public CompletionStage<Part<RouterPart>> next() {
        if (answer == null) {
            answer = ask();
        }
        return answer.thenApply(all -> {
            explanation = all;
            int end = Math.min(all.routers().size(), next + AT_ONCE);
            Part<RouterPart> part = new Part<>(
                    all.routers().subList(next, end), end == all.routers().size(), null);
            next = end;
            return part;
        });
    }

    @Override
    public @Nullable ByteBuf head(ByteBufAllocator buffers, boolean lines) {
        if (explanation == null) {
            throw new IllegalStateException("nothing came yet");
        }
        String text = Json.text(explanation, this::head);
        return ByteBufUtil.writeAscii(
                buffers, lines ? text + '\n' : text.substring(0, text.length() - 1) + ",\"routers\":[");
    }

    @Override
    public ByteBuf rows(ByteBufAllocator buffers, boolean lines, Collection<RouterPart> rows) {
        return Json.rows(buffers, lines, rows, this::router);
    }

    private void head(JsonGenerator json, Explanation all) throws IOException {
        json.writeStartObject();
        Json.text(json, "prefix", all.prefix());
        Json.text(json, "family", all.prefix().family());
        spaces(json, "declared", all.declared());
        spaces(json, "required", all.required());
        json.writeArrayFieldStart("findings");
        for (Explanation.Found found : all.findings()) {
            json.writeStartObject();
            Json.text(json, "rule", found.rule());
            Json.texts(json, "labels", found.labels());
            Json.text(json, "since", found.since());
            Json.mark(json, "unknown", found.unknown());
            alert(json, found.rule(), found.labels());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void alert(JsonGenerator json, String rule, Map<String, String> labels) throws IOException {
        ActiveAlert alert = alerts.of(rule, labels);
        if (alert != null) {
            json.writeObjectFieldStart("alert");
            Json.text(json, "id", alert.id());
            Json.text(json, "state", alert.state());
            Json.mark(json, "held_back", alert.heldBack());
            Json.texts(json, "receivers", alert.receivers());
            json.writeEndObject();
        }
    }

    private static void spaces(JsonGenerator json, String field, List<Explanation.Space> spaces) throws IOException {
        json.writeArrayFieldStart(field);
        for (Explanation.Space space : spaces) {
            json.writeStartObject();
            Json.text(json, "network", space.network());
            Json.text(json, "prefix", space.prefix());
            Json.text(json, "relation", space.relation());
            Json.text(json, "note", space.note());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void router(JsonGenerator json, RouterPart part) throws IOException {
        json.writeStartObject();
        Json.text(json, "router", part.router());
        Json.text(json, "vantage", part.vantage());
        Json.text(json, "frozen", part.frozen());
        json.writeArrayFieldStart("routes");
        for (Explanation.RoutePart route : part.routes()) {
            json.writeStartObject();
            Json.text(json, "relation", route.relation());
            json.writeFieldName("route");
            RouteLines lines = new RouteLines();
            lines.add(route.route());
            json.writeRawValue(lines.toString());
            Json.text(json, "decided_by", route.decidedBy());
            Json.text(json, "path", route.path());
            json.writeArrayFieldStart("candidates");
            for (Explanation.Candidate candidate : route.candidates()) {
                json.writeStartObject();
                Json.text(json, "network", candidate.network());
                Json.text(json, "match", candidate.match());
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.text(json, "declared", route.declared());
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.mark(json, "more", part.more());
        json.writeArrayFieldStart("rules");
        for (Explanation.RulePart rule : part.rules()) {
            json.writeStartObject();
            Json.text(json, "rule", rule.rule());
            Json.text(json, "outcome", rule.outcome());
            Json.text(json, "network", rule.network());
            Json.text(json, "prefix", rule.prefix());
            Json.text(json, "reason", rule.reason());
            Map<String, String> labels = rule.labels();
            if (labels != null) {
                Json.texts(json, "labels", labels);
                alert(json, rule.rule(), labels);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}

package dev.ribwatch.exporter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.exporter.pair.PairAlert;
import dev.ribwatch.exporter.pair.PairView;
import dev.ribwatch.exporter.pair.PairView.Sight;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What we see, for the other agent of a pair: alert by alert, all else before them. */
final class PairRows implements RowSource<PairAlert>, RowFormat<PairAlert> {
    private final Supplier<CompletionStage<PairView>> question;
    private @Nullable CompletionStage<PairView> answer;
    private @Nullable PairView view;
    private int next;

    PairRows(Supplier<CompletionStage<PairView>> question) {
        this.question = question;
    }

    @Override
    public CompletionStage<Part<PairAlert>> next() {
        if (answer == null) {
            answer = question.get();
        }
        return answer.thenApply(all -> {
            view = all;
            List<PairAlert> alerts = all.alerts().list();
            int end = Math.min(alerts.size(), next + RouteQuery.MOST_ROWS);
            Part<PairAlert> part = new Part<>(alerts.subList(next, end), end == alerts.size(), null);
            next = end;
            return part;
        });
    }

    @Override
    public @Nullable ByteBuf head(ByteBufAllocator buffers, boolean lines) {
        if (view == null) {
            throw new IllegalStateException("nothing came yet");
        }
        String text = Json.text(view, PairRows::head);
        return ByteBufUtil.writeAscii(
                buffers, lines ? text + '\n' : text.substring(0, text.length() - 1) + ",\"alerts\":[");
    }

    @Override
    public ByteBuf rows(ByteBufAllocator buffers, boolean lines, Collection<PairAlert> rows) {
        return Json.rows(buffers, lines, rows, PairRows::alert);
    }

    private static void head(JsonGenerator json, PairView view) throws IOException {
        json.writeStartObject();
        Json.text(json, "instance", view.instance());
        Json.text(json, "version", view.version());
        json.writeBooleanField("starting", view.starting());
        Json.texts(json, "policy", new TreeMap<>(view.policy()));
        json.writeArrayFieldStart("routers");
        for (Sight sight : view.sights()) {
            json.writeStartObject();
            Json.text(json, "router", sight.router());
            Json.text(json, "family", sight.family());
            json.writeBooleanField("judged", sight.judged());
            json.writeNumberField("routes", sight.routes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("alerts_total", view.alerts().total());
        Json.text(json, "alerts_digest", view.alerts().digest());
        json.writeEndObject();
    }

    private static void alert(JsonGenerator json, PairAlert alert) throws IOException {
        json.writeStartObject();
        Json.texts(json, "labels", alert.labels());
        Json.mark(json, "firing", alert.firing());
        Json.mark(json, "unknown", alert.unknown());
        Json.texts(json, "routers", List.copyOf(alert.routers()));
        json.writeEndObject();
    }
}

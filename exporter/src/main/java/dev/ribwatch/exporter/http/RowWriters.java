package dev.ribwatch.exporter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ribwatch.exporter.alert.ActiveAlert;
import java.io.IOException;

/** The rows of the API as JSON, but for routes, which are {@link RouteLines}. Fields and their order are part of the public surface; absent values are left out. */
final class RowWriters {
    private RowWriters() {}

    static void session(JsonGenerator json, SessionRow row) throws IOException {
        json.writeStartObject();
        Json.text(json, "name", row.name());
        Json.text(json, "address", row.address());
        Json.number(json, "as", row.as());
        Json.text(json, "network", row.network());
        Json.text(json, "state", row.state());
        Json.text(json, "established_since", row.establishedSince());
        Json.text(json, "router_id", row.routerId());
        Json.number(json, "hold_time", row.holdTime());
        json.writeNumberField("flaps", row.flaps());
        Json.text(json, "last_error", row.lastError());
        json.writeArrayFieldStart("families");
        for (SessionRow.FamilyRow family : row.families()) {
            json.writeStartObject();
            Json.text(json, "family", family.family());
            json.writeBooleanField("converged", family.converged());
            json.writeNumberField("routes", family.routes());
            Json.text(json, "state", family.state());
            Json.number(json, "stale", family.stale() == 0 ? null : family.stale());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("messages");
        Json.numbers(json, "received", row.received());
        Json.numbers(json, "sent", row.sent());
        json.writeEndObject();
        Json.texts(json, "capabilities", row.capabilities());
        Json.text(json, "hostname", row.hostname());
        Json.text(json, "software_version", row.softwareVersion());
        Json.text(json, "role", row.role());
        json.writeEndObject();
    }

    static void network(JsonGenerator json, NetworkRow row) throws IOException {
        json.writeStartObject();
        Json.text(json, "network", row.network());
        Json.text(json, "vantage", row.vantage());
        Json.text(json, "router", row.router());
        Json.text(json, "family", row.family());
        json.writeBooleanField("connected", row.connected());
        json.writeBooleanField("judged", row.judged());
        json.writeNumberField("expected", row.expected());
        json.writeNumberField("visible", row.visible());
        json.writeNumberField("routes", row.routes());
        json.writeEndObject();
    }

    static void alert(JsonGenerator json, ActiveAlert row) throws IOException {
        json.writeStartObject();
        Json.text(json, "id", row.id());
        Json.text(json, "state", row.state());
        Json.texts(json, "labels", row.labels());
        Json.texts(json, "annotations", row.annotations());
        Json.text(json, "starts_at", row.startsAt());
        Json.mark(json, "unknown", row.unknown());
        Json.mark(json, "held_back", row.heldBack());
        Json.texts(json, "receivers", row.receivers());
        json.writeEndObject();
    }
}

package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Answers, with the headers that all of them have. */
final class Responses {
    private Responses() {}

    /** The head of an answer whose body follows. */
    static HttpResponse head(String contentType) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        decorate(head, contentType);
        return head;
    }

    /** @param body is the response's from now on */
    static FullHttpResponse whole(HttpResponseStatus status, String contentType, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        decorate(response, contentType);
        HttpUtil.setContentLength(response, body.readableBytes());
        return response;
    }

    /** Says what is wrong. */
    static FullHttpResponse error(ByteBufAllocator buffers, HttpResponseStatus status, String message) {
        FullHttpResponse response = whole(status, "application/json", Json.value(buffers, message, (json, text) -> {
            json.writeStartObject();
            json.writeStringField("error", text);
            json.writeEndObject();
        }));
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        return response;
    }

    private static void decorate(HttpResponse response, String contentType) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff");
    }
}

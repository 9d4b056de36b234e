package dev.ribwatch.exporter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is written row by row: the next part is asked for only while the client can take more, so a slow client
 * costs one part of memory, however large the answer. Runs on the connection's loop.
 *
 * <p>As JSON, {@code {"FIELD":[…],"after":"…"}}; as lines, one row a line and nothing else.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of writing: the last write of an answer tells of them all
final class RowStream<R> implements AnswerStream {
    private final ChannelHandlerContext context;
    private final Exchange exchange;
    private final String field;
    private final boolean lines;
    private final RowFormat<R> format;
    private final RowSource<R> source;
    private final long answerMillis;
    private boolean begun;
    private boolean anyRow;
    private boolean asked;
    private boolean over;
    private @Nullable ScheduledFuture<?> timeout;

    /** What the stream needs of the connection it answers on. */
    interface Exchange {
        /** Sends the head of a good answer whose length is not known. */
        void begin(String contentType);

        /** Sends an error instead; only before {@link #begin}. */
        void fail(Throwable failure);

        /** All content was written. */
        void complete();

        /** The answer cannot be completed: the client must see that it was cut. */
        void abort(Throwable failure);
    }

    /**
     * @param answerMillis how long one part may take to come
     */
    RowStream(
            ChannelHandlerContext context,
            Exchange exchange,
            String field,
            boolean lines,
            RowFormat<R> format,
            RowSource<R> source,
            long answerMillis) {
        this.context = context;
        this.exchange = exchange;
        this.field = field;
        this.lines = lines;
        this.format = format;
        this.source = source;
        this.answerMillis = answerMillis;
    }

    @Override
    public void demand() {
        if (asked || over || !context.channel().isWritable()) {
            return;
        }
        asked = true;
        timeout = context.executor()
                .schedule(
                        () -> failed(QueryRefused.busy("the agent did not answer in time")),
                        answerMillis,
                        TimeUnit.MILLISECONDS);
        CompletionStage<RowSource.Part<R>> part;
        try {
            part = source.next();
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        CompletionStage<Void> unused = part.handle((rows, failure) -> {
            context.executor().execute(() -> {
                if (failure != null) {
                    failed(failure);
                } else {
                    arrived(rows);
                }
            });
            return null;
        });
    }

    @Override
    public void cancel() {
        over = true;
        cancelTimeout();
    }

    private void arrived(RowSource.Part<R> part) {
        if (over) {
            return;
        }
        cancelTimeout();
        try {
            write(part);
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        asked = false; // only now: a write may tell that the client can take more, before we know whether there is more
        if (!over) {
            demand();
        }
    }

    private void write(RowSource.Part<R> part) {
        ByteBuf rows = format.rows(context.alloc(), lines, part.rows());
        if (!begun) {
            begun = true;
            exchange.begin(lines ? "application/x-ndjson" : "application/json");
            ByteBuf head = format.head(context.alloc(), lines);
            if (head != null) {
                context.write(new DefaultHttpContent(head), context.voidPromise());
            } else if (!lines) {
                send("{\"" + field + "\":[");
            }
        }
        if (!lines && anyRow && rows.isReadable()) {
            send(",");
        }
        anyRow |= rows.isReadable();
        if (rows.isReadable()) {
            context.writeAndFlush(new DefaultHttpContent(rows), context.voidPromise());
        } else {
            rows.release();
        }
        if (part.last()) {
            over = true;
            if (!lines) {
                end(part.after());
            }
            exchange.complete();
        }
    }

    private void end(@Nullable String after) {
        if (after == null) {
            send("]}");
            return;
        }
        send("],\"after\":");
        context.write(
                new DefaultHttpContent(Json.value(context.alloc(), after, JsonGenerator::writeString)),
                context.voidPromise());
        send("}");
    }

    private void send(String text) {
        context.write(new DefaultHttpContent(ByteBufUtil.writeAscii(context.alloc(), text)), context.voidPromise());
    }

    private void failed(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        cancelTimeout();
        if (begun) {
            exchange.abort(failure);
        } else {
            exchange.fail(failure);
        }
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }
}

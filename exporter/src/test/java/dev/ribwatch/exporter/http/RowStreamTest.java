package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowStreamTest {
    private static final int PARTS = 5;

    private final List<String> told = new ArrayList<>();
    private int asked;

    /** Streams {@link #PARTS} rows, a part each; the channel says what the client can take. */
    private final class Answer extends ChannelInboundHandlerAdapter implements RowStream.Exchange {
        private @Nullable RowStream<Integer> stream;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            RowSource<Integer> source = () -> {
                asked++;
                return CompletableFuture.completedStage(new RowSource.Part<>(List.of(asked), asked == PARTS, null));
            };
            RowFormat<Integer> format = (buffers, lines, rows) -> ByteBufUtil.writeAscii(
                    buffers, String.valueOf(rows.iterator().next()));
            stream = new RowStream<>(context, this, "rows", false, format, source, 60_000);
            stream.demand();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (stream != null) {
                stream.demand();
            }
        }

        @Override
        public void begin(String contentType) {
            told.add("begin");
        }

        @Override
        public void fail(Throwable failure) {
            told.add("fail " + failure);
        }

        @Override
        public void complete() {
            told.add("complete");
        }

        @Override
        public void abort(Throwable failure) {
            told.add("abort " + failure);
        }
    }

    @Test
    void nothingIsAskedForAfterTheLastPartAlsoWhereTheClientTakesItAtOnce() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1));
        channel.pipeline().addLast(new Answer());
        channel.runPendingTasks();
        channel.flush();
        channel.checkException();

        StringBuilder sent = new StringBuilder();
        for (HttpContent part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            sent.append(part.content().toString(StandardCharsets.US_ASCII));
            part.release();
        }
        assertThat(sent).hasToString("{\"rows\":[1,2,3,4,5]}");
        assertThat(told).containsExactly("begin", "complete");
        assertThat(asked).isEqualTo(PARTS);
    }
}

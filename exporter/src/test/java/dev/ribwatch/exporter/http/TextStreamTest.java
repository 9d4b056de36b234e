package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("FutureReturnValueIgnored") // what was written is read
class TextStreamTest {
    /** Sends a text to a client that, from the first octet on, can take no more for the moment. */
    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final ByteBuf text;
        private @Nullable TextStream stream;

        private Answer(ByteBuf text) {
            this.text = text;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            HttpUtil.setContentLength(head, text.readableBytes());
            stream = new TextStream(context, text, () -> context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
            context.writeAndFlush(head);
            stream.demand();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            stream.demand();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 32 << 10, 100_000, 1_000_000})
    void everyOctetIsSentOnceAlsoWhereTheLastPartIsMoreThanTheClientTakes(int size) {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = (byte) ('a' + i % 23);
        }
        ByteBuf text = Unpooled.copiedBuffer(octets);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1));
        channel.pipeline().addLast(new HttpResponseEncoder(), new Answer(text));
        channel.checkException();

        StringBuilder sent = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            sent.append(part.toString(StandardCharsets.US_ASCII));
            part.release();
        }
        String body = sent.substring(sent.indexOf("\r\n\r\n") + 4);
        assertThat(body).hasSize(size);
        assertThat(body.equals(new String(octets, StandardCharsets.US_ASCII))).isTrue();
        assertThat(text.refCnt()).isZero();
    }
}

package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;

/** The body of an answer that is there as a whole. It belongs to this stream, which sends no more than the client takes. */
@SuppressWarnings("FutureReturnValueIgnored") // of writing: the last write of an answer tells of them all
final class TextStream implements AnswerStream {
    private static final int PART = 32 << 10;

    private final ChannelHandlerContext context;
    private final ByteBuf text;
    private final Runnable complete;
    private boolean writing;
    private boolean over;

    /**
     * @param complete runs when the last part is written
     */
    TextStream(ChannelHandlerContext context, ByteBuf text, Runnable complete) {
        this.context = context;
        this.text = text;
        this.complete = complete;
    }

    @Override
    public void demand() {
        if (writing) {
            return; // a write tells on its way whether more may follow, and the encoder takes no other meanwhile
        }
        writing = true;
        while (!over && text.isReadable() && context.channel().isWritable()) {
            ByteBuf part = text.readRetainedSlice(Math.min(PART, text.readableBytes()));
            context.writeAndFlush(new DefaultHttpContent(part), context.voidPromise());
        }
        writing = false;
        if (!over && !text.isReadable()) {
            cancel();
            complete.run();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            text.release();
        }
    }
}

package dev.ribwatch.exporter.http;

import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.metrics.Exposition;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The listener of metrics and API, on one loop of its own. */
public final class HttpServer implements AutoCloseable {
    private static final Duration STOP = Duration.ofMillis(500);

    private final HttpConfig config;
    private final Service service;
    private final MultiThreadIoEventLoopGroup loop;
    private final ChannelGroup connections;
    private @Nullable Channel listener;

    /**
     * @param alerts all alerts that are not over
     * @throws IOException if certificate or key cannot be used
     * @throws IllegalArgumentException if the address is not this machine's own loopback and access is not protected
     */
    public HttpServer(
            HttpConfig config,
            Exposition exposition,
            Queries queries,
            Supplier<CompletionStage<List<ActiveAlert>>> alerts)
            throws IOException {
        this(config, exposition, queries, alerts, HttpLimits.DEFAULT);
    }

    HttpServer(
            HttpConfig config,
            Exposition exposition,
            Queries queries,
            Supplier<CompletionStage<List<ActiveAlert>>> alerts,
            HttpLimits limits)
            throws IOException {
        boolean guarded = config.tls() != null && config.bearerToken() != null;
        if (!config.listen().getAddress().isLoopbackAddress() && !guarded && !config.insecure()) {
            throw new IllegalArgumentException(
                    "http.listen: an address other than loopback needs tls and auth, or insecure: true");
        }
        this.config = config;
        this.service =
                new Service(queries, alerts, new Scrapes(exposition, System::nanoTime), limits, Access.of(config));
        this.loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ribwatch-http", true), NioIoHandler.newFactory());
        this.connections = new DefaultChannelGroup(loop.next());
    }

    /**
     * Binds the address.
     *
     * @throws IOException if it cannot be bound
     */
    public void start() throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new AcceptFailures(System::nanoTime))
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel);
                    }
                })
                .bind(config.listen())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + config.listen() + ": " + bound.cause().getMessage());
        }
        listener = bound.channel();
    }

    private void prepare(Channel channel) {
        connections.add(channel);
        SslContext tls = service.access.tls();
        HttpLimits limits = service.limits;
        RequestHandler requests = new RequestHandler(service);
        channel.pipeline().addLast(new WriteTimeoutHandler(limits.write().toMillis(), TimeUnit.MILLISECONDS));
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object bytes) {
                        requests.bytesArrived();
                        context.fireChannelRead(bytes);
                    }
                })
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.lineBytes())
                        .setMaxHeaderSize(limits.headerBytes())))
                .addLast(new FlowControlHandler())
                .addLast(requests);
    }

    /** Where it listens, the port that was chosen included; to be asked after {@link #start}. */
    public InetSocketAddress address() {
        if (listener == null) {
            throw new IllegalStateException("not started");
        }
        return (InetSocketAddress) listener.localAddress();
    }

    /** What happens on the listening channel. */
    ChannelPipeline listening() {
        if (listener == null) {
            throw new IllegalStateException("not started");
        }
        return listener.pipeline();
    }

    /** Connections that are open now. */
    int open() {
        return connections.size();
    }

    /**
     * Reads certificate, key and token of a new configuration. Nothing changes yet.
     *
     * @return puts them into force, for connections that come from then on and for all requests, and cannot fail; the
     *     address stays, and where the configuration has another so does all of this: what protects one address does
     *     not protect the other
     * @throws IOException if they cannot be used
     */
    public Runnable prepare(HttpConfig next) throws IOException {
        Access access = Access.of(next);
        return next.listen().equals(config.listen()) ? () -> service.access = access : () -> {};
    }

    /** How long the scrape at work has taken so far, in nanoseconds; 0 if there is none. */
    public long stalledNanos() {
        return service.scrapes.stalledNanos();
    }

    /** Closes everything, within about half a second. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close().awaitUninterruptibly(STOP.toMillis());
        }
        connections.close().awaitUninterruptibly(STOP.toMillis());
        service.scrapes.close();
        Future<?> stopped = loop.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS);
        stopped.awaitUninterruptibly(STOP.toMillis());
    }
}

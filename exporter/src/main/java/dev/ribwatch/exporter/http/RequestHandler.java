package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.metrics.Exposition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: reads a request, answers it, and only then reads the next. */
@SuppressWarnings("FutureReturnValueIgnored") // of writing and closing: the last write of an answer tells of them all
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> implements RowStream.Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final Set<String> NOT_BUILT = Set.of("/api/v1/findings", "/api/v1/events");

    private final Service service;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpRequest request;
    private @Nullable AnswerStream stream;
    private @Nullable ScheduledFuture<?> deadline;
    private final RequestBody body;
    private boolean keepAlive;
    private boolean wanting;
    private boolean idle = true;
    private boolean leaving;

    RequestHandler(Service service) {
        super(HttpObject.class);
        this.service = service;
        this.body = new RequestBody(service);
    }

    // The connection.

    @Override
    public void channelActive(ChannelHandlerContext context) {
        this.context = context;
        if (!service.connections.admit(context.channel())) {
            context.close();
            return;
        }
        closeAfter(service.limits.request());
        want();
    }

    /** Asks for the next part of a request. */
    private void want() {
        wanting = true;
        context().read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (wanting) {
            context.read(); // what was read made no whole part
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        service.connections.gone(context.channel());
        cancelDeadline();
        endStream();
        body.release();
    }

    /** Bytes came, of whatever. The first of a request start its clock. */
    void bytesArrived() {
        if (idle && !leaving) {
            idle = false;
            closeAfter(service.limits.request());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null) {
            stream.demand();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A client's connection failed.", cause);
        context.close();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("the connection is not open");
        }
        return context;
    }

    private void closeAfter(Duration time) {
        cancelDeadline();
        ChannelHandlerContext open = context();
        deadline = open.executor().schedule(() -> open.close(), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void endStream() {
        if (stream != null) {
            stream.cancel();
            service.streams -= stream instanceof RowStream ? 1 : 0;
            service.readers.remove(this);
            stream = null;
        }
    }

    // The request.

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (leaving) {
            return;
        }
        wanting = false;
        if (part.decoderResult().isFailure()) {
            Throwable cause = part.decoderResult().cause();
            leave(
                    cause instanceof TooLongHttpLineException
                            ? HttpResponseStatus.REQUEST_URI_TOO_LONG
                            : cause instanceof TooLongHttpHeaderException
                                    ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                                    : HttpResponseStatus.BAD_REQUEST,
                    "the request cannot be read");
            return;
        }
        if (part instanceof HttpRequest head) {
            request = head;
            body.begin(head);
            if (HttpUtil.getContentLength(head, 0L) > service.limits.bodyBytes()) {
                leave(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large");
                return;
            }
        }
        if (part instanceof HttpContent content) {
            if (!body.add(content.content())) {
                leave(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large");
                return;
            }
        }
        if (part instanceof LastHttpContent && request != null) {
            asked(request);
        } else {
            want();
        }
    }

    private void asked(HttpRequest request) {
        cancelDeadline();
        service.connections.asked(context().channel());
        keepAlive = HttpUtil.isKeepAlive(request);
        try {
            answer(request);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void answer(HttpRequest request) {
        if (!service.access.allows(request.headers())) {
            FullHttpResponse response = error(HttpResponseStatus.UNAUTHORIZED, "a bearer token is needed");
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            send(response);
            return;
        }
        if (!RequestBody.isAllowed(request)) {
            FullHttpResponse response =
                    error(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are known here");
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            send(response);
            return;
        }
        Parameters parameters = new Parameters(request.uri());
        switch (parameters.path()) {
            case "/" -> send(ok("text/html; charset=utf-8", Index.HTML));
            case "/metrics" -> scrape(request, parameters);
            case "/healthz" -> health();
            case "/readyz" -> ready();
            case "/api/v1/sessions" ->
                list(request, parameters, "sessions", RowWriters::session, service.queries::sessions);
            case "/api/v1/networks" ->
                list(request, parameters, "networks", RowWriters::network, service.queries::networks);
            case "/api/v1/alerts" -> list(request, parameters, "alerts", RowWriters::alert, service.alerts::get);
            case "/api/v1/routes" -> routes(request, parameters);
            case "/api/v1/explain" -> explain(request, parameters);
            case "/api/v1/learn" -> learn(parameters);
            case "/api/v1/pair" -> pair(request, parameters);
            default ->
                throw new ApiError(
                        404,
                        NOT_BUILT.contains(parameters.path())
                                ? parameters.path() + " is not built yet"
                                : "there is nothing at this path");
        }
    }

    private void scrape(HttpRequest request, Parameters parameters) {
        makeRoom();
        String contentType = Exposition.contentType(request.headers().get(HttpHeaderNames.ACCEPT));
        CompletionStage<Void> unused = service.scrapes
                .render(contentType, parameters.all("name[]"))
                .handle((text, failure) -> {
                    try {
                        context().executor().execute(() -> {
                            if (failure != null) {
                                fail(failure);
                            } else {
                                send(request, contentType, text);
                            }
                        });
                    } catch (RejectedExecutionException e) { // the listener is closed
                        ReferenceCountUtil.release(text);
                    }
                    return null;
                });
    }

    /** Whoever has been reading its scrape for longest is let go, so that those who leave theirs unread starve nobody. */
    private void makeRoom() {
        while (service.scrapes.isFull() && !service.readers.isEmpty()) {
            RequestHandler longest = service.readers.iterator().next();
            longest.endStream();
            longest.context().close();
        }
    }

    /** Sends the text, which is ours, as fast as the client takes it. */
    private void send(HttpRequest request, String contentType, ByteBuf text) {
        makeRoom();
        HttpResponse head = Responses.head(contentType);
        HttpUtil.setContentLength(head, text.readableBytes());
        setConnection(head);
        TextStream body = new TextStream(context(), text, this::complete);
        stream = body;
        service.readers.add(this);
        context().write(head, context().voidPromise());
        if (!context().channel().isActive()) {
            endStream();
        } else if (request.method().equals(HttpMethod.HEAD)) {
            complete();
        } else {
            body.demand();
        }
    }

    private void health() {
        Health health = service.queries.health();
        send(Responses.whole(
                health.good() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                "application/json",
                Json.value(context().alloc(), health, (json, value) -> {
                    json.writeStartObject();
                    json.writeStringField("status", value.good() ? "ok" : "failing");
                    if (!value.good()) {
                        Json.texts(json, "problems", value.problems());
                    }
                    json.writeEndObject();
                })));
    }

    private void ready() {
        if (service.queries.ready()) {
            send(ok("application/json", "{\"status\":\"ready\"}"));
        } else {
            send(error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the agent is not ready"));
        }
    }

    /** Asks for a list. */
    private interface Question<R> {
        CompletionStage<List<R>> ask();
    }

    private <R> void list(
            HttpRequest request, Parameters parameters, String field, Json.Writer<R> writer, Question<R> question) {
        parameters.only();
        RowFormat<R> format = (buffers, lines, rows) -> Json.rows(buffers, lines, rows, writer);
        stream(request, field, format, () -> new ListRows<>(question.ask()));
    }

    private void routes(HttpRequest request, Parameters parameters) {
        parameters.only("prefix", "match", "router", "network", "limit", "after");
        Integer limit = parameters.count("limit");
        RouteQuery query = new RouteQuery(
                parameters.prefix("prefix"),
                parameters.match("match"),
                parameters.text("router"),
                parameters.text("network"),
                RouteQuery.MOST_ROWS,
                parameters.text("after"));
        if (query.prefix() == null && parameters.text("match") != null) {
            throw new ApiError(400, "match needs a prefix");
        }
        stream(request, "routes", new RouteFormat(), () -> new RouteRows(service.queries, query, limit));
    }

    private void explain(HttpRequest request, Parameters parameters) {
        parameters.only("prefix", "router");
        Prefix prefix = parameters.needed("prefix");
        String router = parameters.text("router");
        ExplanationRows rows = new ExplanationRows(() -> service.queries.explain(prefix, router), service.alerts);
        stream(request, "routers", rows, () -> rows);
    }

    private void pair(HttpRequest request, Parameters parameters) {
        parameters.only();
        PairRows rows = new PairRows(service.queries::pair);
        stream(request, "alerts", rows, () -> rows);
    }

    private void learn(Parameters parameters) {
        parameters.only("router");
        CompletionStage<Void> unused = service.queries
                .learn(parameters.text("router"), body.text())
                .handle((text, failure) -> {
                    context().executor().execute(() -> {
                        if (failure != null) {
                            fail(failure);
                        } else {
                            send(ok("application/yaml; charset=utf-8", text));
                        }
                    });
                    return null;
                });
    }

    private <R> void stream(HttpRequest request, String field, RowFormat<R> format, Supplier<RowSource<R>> source) {
        String accept = request.headers().get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT);
        boolean lines = accept.contains("application/x-ndjson");
        if (request.method().equals(HttpMethod.HEAD)) {
            begin(lines ? "application/x-ndjson" : "application/json");
            complete();
            return;
        }
        if (service.streams >= Service.MOST_STREAMS) {
            throw QueryRefused.busy("too many answers are being written");
        }
        RowStream<R> rows = new RowStream<>(
                context(),
                this,
                field,
                lines,
                format,
                source.get(),
                service.limits.answer().toMillis());
        stream = rows;
        service.streams++;
        rows.demand();
    }

    // The answer.

    @Override
    public void begin(String contentType) {
        HttpResponse head = Responses.head(contentType);
        if (request != null && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            keepAlive = false; // it knows no chunks: the end of the connection is the end of the answer
        } else {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        setConnection(head);
        context().write(head, context().voidPromise());
    }

    @Override
    public void complete() {
        endStream();
        finish(context().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    @Override
    public void abort(Throwable failure) {
        LOG.warn("An answer was cut short.", failure);
        context().close();
    }

    @Override
    public void fail(Throwable failure) {
        endStream();
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ApiError wrong) {
            send(error(HttpResponseStatus.valueOf(wrong.status()), String.valueOf(wrong.getMessage())));
        } else if (cause instanceof QueryRefused refused) {
            send(error(HttpResponseStatus.valueOf(refused.status()), String.valueOf(refused.getMessage())));
        } else if (cause instanceof RejectedExecutionException) {
            send(error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the agent is busy or stopping"));
        } else {
            LOG.error("A request could not be answered.", cause);
            send(error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the agent failed to answer; its log says why"));
        }
    }

    private FullHttpResponse error(HttpResponseStatus status, String message) {
        return Responses.error(context().alloc(), status, message);
    }

    private FullHttpResponse ok(String contentType, String body) {
        return Responses.whole(
                HttpResponseStatus.OK,
                contentType,
                ByteBufUtil.writeUtf8(context().alloc(), body));
    }

    private void setConnection(HttpResponse response) {
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void send(FullHttpResponse response) {
        setConnection(response);
        finish(context().writeAndFlush(response));
    }

    private void finish(ChannelFuture written) {
        written.addListener(done -> {
            ChannelHandlerContext open = context();
            if (!done.isSuccess() || !keepAlive) {
                open.close();
                return;
            }
            request = null;
            idle = true;
            service.connections.answered(open.channel());
            closeAfter(service.limits.idle());
            want();
        });
    }

    /** Says what is wrong and closes, after reading a little more: a reset would overtake the answer. */
    private void leave(HttpResponseStatus status, String message) {
        leaving = true;
        keepAlive = false;
        FullHttpResponse response = error(status, message);
        setConnection(response);
        context().writeAndFlush(response, context().voidPromise());
        context().channel().config().setAutoRead(true);
        closeAfter(LINGER);
    }
}

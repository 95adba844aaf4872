package io.gramme.node.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Stands between the decoder and Vert.x on each connection, for the two kinds of bad requests that Vert.x would not let the
 * routes answer: those of an unknown version, which it answers with a bare 501, and those whose body breaks off in a way
 * that cannot be decoded, at which it closes the connection without an answer.
 *
 * <p>A broken body is answered with 400 where the method takes one, for then nothing has been done; other methods do not
 * look at their body, so their answer, which tells what was done, still goes out. Either way the connection ends: what
 * comes after cannot be told apart. On the loop of the connection.
 */
final class ProtocolGuard extends ChannelDuplexHandler {
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.PUT, HttpMethod.POST, HttpMethod.PATCH);

    /** Requests whose answer has not ended. */
    private int awaiting;

    private final Supplier<String> requestIds;

    private boolean begun;
    private boolean withBody;
    private boolean broken;
    private boolean refuses;

    private ProtocolGuard(Supplier<String> requestIds) {
        this.requestIds = requestIds;
    }

    static void on(HttpConnection connection, Supplier<String> requestIds) {
        if (connection instanceof HttpServerConnection http) {
            ChannelHandlerContext context = http.channelHandlerContext();
            context.pipeline().addBefore(context.name(), "guard", new ProtocolGuard(requestIds));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (broken) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            awaiting++;
            withBody = WITH_BODY.contains(request.method());
            judgeVersion(request);
            context.fireChannelRead(message);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            content.release();
            onBrokenBody(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    @SuppressWarnings("ReferenceEquality") // Vert.x knows the two constants only, not what equals them (http/1.1)
    private static void judgeVersion(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("unknown version")));
        }
    }

    private void onBrokenBody(ChannelHandlerContext context) {
        broken = true;
        if (awaiting == 0) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else if (!withBody || (begun && awaiting == 1)) {
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            refuses = true;
            if (awaiting == 1) {
                refuse(context);
            }
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != io.netty.handler.codec.http.HttpStatusClass.INFORMATIONAL) {
            begun = true;
        }
        boolean ends = message instanceof LastHttpContent && begun;
        context.write(message, promise);
        if (!ends) {
            return;
        }
        begun = false;
        awaiting--;
        if (refuses && awaiting == 1) {
            refuse(context);
        } else if (broken && awaiting == 0) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void refuse(ChannelHandlerContext context) {
        Problem problem = Problem.of(400, "malformed-request", "the body's encoding is broken");
        String id = requestIds.get();
        byte[] body = Json.bytes(problem.document("request", "", id)).getBytes();
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, Unpooled.wrappedBuffer(body));
        answer.headers().set(HttpHeaderNames.CONTENT_TYPE, Headers.PROBLEM_JSON);
        answer.headers().set(Headers.REQUEST_ID, id);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        answer.headers().set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}

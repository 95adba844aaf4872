package io.gramme.bench.yardstick;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * A bare HTTP server: a fixed body to every GET, 204 to every PUT once its body has arrived. {@code BareServer PORT LOOPS
 * BYTES}.
 */
public final class BareServer extends AbstractVerticle {
    private final int port;
    private final Buffer body;

    private BareServer(int port, int bytes) {
        this.port = port;
        this.body = Buffer.buffer(new byte[bytes]);
    }

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int loops = Integer.parseInt(args[1]);
        int bytes = Integer.parseInt(args[2]);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        vertx.deployVerticle(() -> new BareServer(port, bytes), new DeploymentOptions().setInstances(loops));
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.method().equals(HttpMethod.PUT)) {
                        request.bodyHandler(
                                ignored -> request.response().setStatusCode(204).end());
                    } else {
                        request.response().end(body);
                    }
                })
                .listen(port)
                .<Void>mapEmpty()
                .onComplete(started);
    }
}

package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.live.RunFeed;
import dev.vlmstream.scoring.http.CatchUpFilter;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.streaming.http.Origins;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may open a WebSocket. Browsers let any page open one to anywhere, so those of other origins are refused: what is
 * measured here is not for whatever page its owner looks at.
 */
@ApplicationScoped
public class WebSocketUpgrade implements HttpUpgradeCheck {
    private static final Pattern OF_RUN = Pattern.compile(Paths.RUN_LIVE.replace("{run}", "([^/]+)"));

    private final ReadModel readModel;
    private final Subscriptions subscriptions;
    private final CatchUpFilter catchingUp;

    @Inject
    public WebSocketUpgrade(ReadModel readModel, Subscriptions subscriptions, CatchUpFilter catchingUp) {
        this.readModel = readModel;
        this.subscriptions = subscriptions;
        this.catchingUp = catchingUp;
    }

    /**
     * What of a run is asked for.
     *
     * @param query of the address; null: there is none
     * @throws IllegalArgumentException if there is no such feed
     */
    static RunFeed feed(@Nullable String query) {
        List<String> feeds = new QueryStringDecoder(query == null ? "" : query, false)
                .parameters()
                .getOrDefault(RunFeed.PARAMETER, List.of());
        return feeds.isEmpty() ? RunFeed.METRICS : RunFeed.fromString(feeds.get(0));
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        if (!Origins.isOwn(request.getHeader("Origin"), request.getHeader("Host"))) {
            return CheckResult.rejectUpgrade(403);
        }
        if (!catchingUp.isOver()) {
            return CheckResult.rejectUpgrade(503);
        }
        Matcher run = OF_RUN.matcher(request.path());
        if (run.matches()
                && readModel
                        .run(URLDecoder.decode(run.group(1), StandardCharsets.UTF_8))
                        .isEmpty()) {
            return CheckResult.rejectUpgrade(404);
        }
        try {
            feed(request.query());
        } catch (IllegalArgumentException e) {
            return CheckResult.rejectUpgrade(400);
        }
        return subscriptions.isFull() ? CheckResult.rejectUpgrade(503) : CheckResult.permitUpgrade();
    }
}

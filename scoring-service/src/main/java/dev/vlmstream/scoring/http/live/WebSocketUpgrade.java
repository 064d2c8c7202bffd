package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.scoring.http.CatchUpFilter;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.web.Origins;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        return subscriptions.isFull() ? CheckResult.rejectUpgrade(503) : CheckResult.permitUpgrade();
    }
}

package dev.vlmstream.streaming.http;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Who may see what, where users are named or OpenID Connect is turned on; otherwise everyone may. Readers may read; operators
 * also do whatever would change something. Health and metrics are elsewhere, on the management port, where nobody signs in.
 */
@Singleton
public class Roles implements HttpSecurityPolicy {
    static final String READER = "reader";
    static final String OPERATOR = "operator";

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final boolean signInRequired;

    Roles(SmallRyeConfig config) {
        this.signInRequired = config.getOptionalValue("quarkus.oidc.tenant-enabled", Boolean.class)
                        .orElse(false)
                || config.getOptionalValues("quarkus.security.users.embedded.users", String.class, String.class)
                        .isPresent();
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext context, Uni<SecurityIdentity> identity, AuthorizationRequestContext how) {
        if (!signInRequired) {
            return CheckResult.permit();
        }
        return identity.map(who -> may(who, context.request().method()) ? CheckResult.PERMIT : CheckResult.DENY);
    }

    private static boolean may(SecurityIdentity who, HttpMethod method) {
        return who.hasRole(OPERATOR) || READING.contains(method) && who.hasRole(READER);
    }
}

package dev.vlmstream.serving;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Tells which models behind APIs cannot be asked, and why. Always up: neither a restart nor another replica would help. */
@Readiness
@ApplicationScoped
class RemoteHealth implements HealthCheck {
    private final RemoteModels models;

    RemoteHealth(RemoteModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("remote-models");
        models.describe().forEach(response::withData);
        return response.up().build();
    }
}

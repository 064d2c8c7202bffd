package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import org.eclipse.microprofile.config.ConfigProvider;

/** The other port of the service under test, with health and metrics. */
public final class Management {
    private Management() {}

    public static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    }

    /** A request to it. */
    public static RequestSpecification ask() {
        return given().port(port());
    }

    /** In OpenMetrics' format. */
    public static String metrics() {
        return ask().get("/q/metrics").asString();
    }

    public static int health(String kind) {
        return ask().get("/q/health/" + kind).statusCode();
    }
}

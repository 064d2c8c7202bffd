package dev.vlmstream.rest;

import java.util.List;

/** A bundle, and the service that last announced it. */
public record AnnouncedModel(String model, String digest, String kind, List<String> tasks, String service) {}

/** What the services that answer with a model share: questions as they come, requests, announcements. */
@NullMarked
package dev.vlmstream.streaming.models;

import org.jspecify.annotations.NullMarked;

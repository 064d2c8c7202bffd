/** What the services that answer with a model share: questions as they come, requests, announcements. */
@NullMarked
package dev.vlmstream.serving;

import org.jspecify.annotations.NullMarked;

/** What the services that answer with a model share: questions as they come, requests, announcements. */
package dev.vlmstream.streaming.models;

/** What is pushed as it changes: Server-Sent Events and WebSockets. */
package dev.vlmstream.scoring.http.live;

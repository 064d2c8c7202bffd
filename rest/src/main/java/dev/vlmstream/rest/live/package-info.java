/** Events of the streams and WebSockets. */
package dev.vlmstream.rest.live;

/** Who may ask, and under which names. */
package dev.vlmstream.scoring.http.security;

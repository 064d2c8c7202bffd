/** Who may read, and under which host names. */
package dev.vlmstream.scoring.http.security;

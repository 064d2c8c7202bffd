/** What the interface's description contains beyond the resources themselves. */
package dev.vlmstream.scoring.http.openapi;

/** What the description of the interface says beyond the resources themselves. */
package dev.vlmstream.scoring.http.openapi;

/** Start, stop, health and meters of the service. */
package dev.vlmstream.scoring.service;

/** Tests of the whole system: a real broker, the services' real processes, real models, real kills. */
package dev.vlmstream.system;

/** What of a hub's repository makes a bundle. */
@NullMarked
package dev.vlmstream.cli.hub;

import org.jspecify.annotations.NullMarked;

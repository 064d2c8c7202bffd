/** What people take away: predictions and features as files of formats that others read. */
@NullMarked
package dev.vlmstream.cli.export;

import org.jspecify.annotations.NullMarked;

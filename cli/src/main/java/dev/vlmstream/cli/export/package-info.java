/** What people take away: predictions and features as files of formats that others read. */
package dev.vlmstream.cli.export;

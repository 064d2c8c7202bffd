/** From a dataset to a run: the plan, the manifest, the items on their topic. */
package dev.vlmstream.cli.push;

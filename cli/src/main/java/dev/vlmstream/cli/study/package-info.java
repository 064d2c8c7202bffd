/** Runs described in files: a study is a folder of manifests. */
package dev.vlmstream.cli.study;

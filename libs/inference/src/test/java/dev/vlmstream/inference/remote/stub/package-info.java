/** A server that speaks the APIs' formats and does whatever servers do: for tests of everything that asks remote models. */
package dev.vlmstream.inference.remote.stub;

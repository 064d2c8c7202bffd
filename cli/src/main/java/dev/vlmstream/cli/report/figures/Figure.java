package dev.vlmstream.cli.report.figures;

/** What a section of the page shows besides its table, or in its place. */
public sealed interface Figure permits RowPlot, Chart, HeatMap, PictureCards {
    /** Which part of the template draws it. */
    String kind();

    /** What it shows, in a sentence or two. */
    String caption();
}

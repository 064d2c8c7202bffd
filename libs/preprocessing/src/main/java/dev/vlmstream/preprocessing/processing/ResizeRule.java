package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.Extent;

/** How the size after the resize follows from the size before it. */
sealed interface ResizeRule {
    Extent of(int width, int height);

    /** The shorter side becomes {@code edge}; the longer one {@code int(edge * long / short)}, as both references do. */
    record ShortestEdge(int edge) implements ResizeRule {
        public ShortestEdge {
            requirePositive(edge);
        }

        @Override
        public Extent of(int width, int height) {
            return width <= height ? new Extent(edge, longer(height, width)) : new Extent(longer(width, height), edge);
        }

        private int longer(int longSide, int shortSide) {
            return (int) ((double) ((long) edge * longSide) / shortSide);
        }
    }

    /** Both sides are given; the aspect ratio is not kept. */
    record Squash(int height, int width) implements ResizeRule {
        public Squash {
            requirePositive(height);
            requirePositive(width);
        }

        @Override
        public Extent of(int sourceWidth, int sourceHeight) {
            return new Extent(width, height);
        }
    }

    /** The image keeps its size. */
    record Keep() implements ResizeRule {
        @Override
        public Extent of(int width, int height) {
            return new Extent(width, height);
        }
    }

    private static void requirePositive(int side) {
        if (side < 1) {
            throw new IllegalArgumentException("a side must be positive, not " + side);
        }
    }
}

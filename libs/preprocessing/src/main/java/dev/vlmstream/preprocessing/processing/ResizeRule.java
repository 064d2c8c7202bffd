package dev.vlmstream.preprocessing.processing;

/** How the size after the resize follows from the size before it. */
sealed interface ResizeRule {
    int width(int sourceWidth, int sourceHeight);

    int height(int sourceWidth, int sourceHeight);

    /** The shorter side becomes {@code edge}; the longer one {@code int(edge * long / short)}, as both references do. */
    record ShortestEdge(int edge) implements ResizeRule {
        public ShortestEdge {
            requirePositive(edge);
        }

        @Override
        public int width(int sourceWidth, int sourceHeight) {
            return sourceWidth <= sourceHeight ? edge : longer(sourceWidth, sourceHeight);
        }

        @Override
        public int height(int sourceWidth, int sourceHeight) {
            return sourceWidth <= sourceHeight ? longer(sourceHeight, sourceWidth) : edge;
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
        public int width(int sourceWidth, int sourceHeight) {
            return width;
        }

        @Override
        public int height(int sourceWidth, int sourceHeight) {
            return height;
        }
    }

    /** The image keeps its size. */
    record Keep() implements ResizeRule {
        @Override
        public int width(int sourceWidth, int sourceHeight) {
            return sourceWidth;
        }

        @Override
        public int height(int sourceWidth, int sourceHeight) {
            return sourceHeight;
        }
    }

    private static void requirePositive(int side) {
        if (side < 1) {
            throw new IllegalArgumentException("a side must be positive, not " + side);
        }
    }
}

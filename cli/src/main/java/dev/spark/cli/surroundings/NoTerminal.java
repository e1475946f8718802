package dev.spark.cli.surroundings;

/** Pipes and files all round. */
final class NoTerminal implements Terminal {
    private static final Change NOTHING = () -> {};

    @Override
    public boolean isIn() {
        return false;
    }

    @Override
    public boolean isOut() {
        return false;
    }

    @Override
    public boolean isErr() {
        return false;
    }

    @Override
    public Size size() {
        return Size.USUAL;
    }

    @Override
    public Change raw() {
        return NOTHING;
    }

    @Override
    public Change withoutEcho() {
        return NOTHING;
    }

    @Override
    public void onResize(Runnable action) {}
}

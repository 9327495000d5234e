"""The desktop: all of Qt, shown over the core in `warroom`."""

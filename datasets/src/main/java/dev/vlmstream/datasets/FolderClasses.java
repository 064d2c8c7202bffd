package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The classes that image folders stand for, in the order of the folders. */
record FolderClasses(List<String> labels, ClassList list) {
    /**
     * Without a class list a folder's name is the class's. A class list either holds the folders' names, or names the
     * folders in their order, as ImageNet's class list does for its folders {@code n01440764}, ….
     */
    static FolderClasses of(Path source, List<Path> folders, ReadOptions options) throws DatasetException {
        List<String> names =
                folders.stream().map(folder -> folder.getFileName().toString()).toList();
        if (options.classesFile() == null) {
            return new FolderClasses(names, new ClassList(names));
        }
        ClassList list = ClassList.find(source, options);
        if (list.names().containsAll(names)) {
            return new FolderClasses(names, list);
        }
        if (list.names().size() == names.size()) {
            return new FolderClasses(list.names(), list);
        }
        throw new DatasetException(
                source,
                "there are " + names.size() + " class folders, but " + options.classesFile() + " lists "
                        + list.names().size() + " classes, and they are not the folders' names");
    }

    String label(int folder) {
        return labels.get(folder);
    }

    /** The class's index; where the list names the folders in order, the folder's own. */
    @Nullable
    Integer index(int folder) {
        return labels.equals(list.names()) ? Integer.valueOf(folder) : list.indexOf(label(folder));
    }

    List<String> distinct() {
        return list.distinct();
    }
}

package dev.vlmstream.datasets.folders;

import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The classes that image folders stand for.
 *
 * @param labels in the order of the folders
 * @param indices of the folders in the list
 */
record FolderClasses(List<String> labels, List<Integer> indices, ClassList list) {
    /**
     * Without a class list a folder's name is the class's, or, if it is a wnid, the synset's where a file beside the folders
     * names it. A class list either holds the folders' names, or names the folders in their order, as ImageNet's class list
     * does for its folders {@code n01440764}, …, or by their wnids.
     */
    static FolderClasses of(Path source, List<String> folders, ReadOptions options) throws DatasetException {
        Path listed = options.classesFile();
        if (Synsets.areWnids(folders)) {
            Optional<Synsets> synsets = listed == null ? Synsets.beside(source) : Synsets.of(listed);
            if (synsets.isPresent() && synsets.get().names().keySet().containsAll(folders)) {
                return named(folders, synsets.get());
            }
        }
        if (listed == null && options.classNames().isEmpty()) {
            return inOrder(folders);
        }
        ClassList list = listed == null ? new ClassList(options.classNames()) : ClassList.read(listed);
        Map<String, Integer> indices = list.indices();
        if (indices.keySet().containsAll(folders)) {
            return new FolderClasses(folders, folders.stream().map(indices::get).toList(), list);
        }
        if (list.names().size() == folders.size()) {
            return inOrder(list.names());
        }
        throw new DatasetException(
                source,
                "there are " + folders.size() + " class folders, but "
                        + (listed == null ? "the benchmark" : listed) + " lists "
                        + list.names().size() + " classes, and they are not the folders' names");
    }

    private static FolderClasses inOrder(List<String> names) {
        return new FolderClasses(names, IntStream.range(0, names.size()).boxed().toList(), new ClassList(names));
    }

    /** Two synsets may have one name; each folder keeps its own index. */
    private static FolderClasses named(List<String> folders, Synsets synsets) {
        List<String> labels = folders.stream().map(synsets.names()::get).toList();
        if (!synsets.classes()) {
            return inOrder(labels);
        }
        List<String> wnids = new ArrayList<>(synsets.names().keySet());
        return new FolderClasses(
                labels,
                folders.stream().map(wnids::indexOf).toList(),
                new ClassList(List.copyOf(synsets.names().values())));
    }
}

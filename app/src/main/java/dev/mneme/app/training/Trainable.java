package dev.mneme.app.training;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.forecast.Checked;
import dev.mneme.tensor.Device;
import dev.mneme.train.Observer;
import java.nio.file.Path;
import java.util.Optional;

/** What one recipe declares: its keys are in order, nothing that it names has been opened. */
public interface Trainable {

  /** All keys in YAML, as the run folder keeps them: equal trainings have equal texts. */
  String resolved();

  /**
   * What it is computed on.
   *
   * @throws dev.mneme.data.InputException in one line, if there is no such device here
   */
  Device device();

  /**
   * Opens the files that it names, and reads no weight.
   *
   * @throws dev.mneme.data.InputException in one line, if one of them is no good
   */
  Checked check();

  /**
   * Trains on its device to the end, or goes on to it, prints what changed and saves what was
   * learnt.
   *
   * @param folder of the run, new, empty or with the same run in it
   * @param watcher hears every event
   * @throws dev.mneme.data.InputException if a file is no good, or the folder holds something else
   */
  void train(Path folder, Terminal terminal, Observer watcher);

  /** The language model that a finished training leaves in its folder, if it leaves one. */
  Optional<TunedModel> tuned(Path folder);
}

"""Shows runs in MLflow while they are running: an MLflow run for each run and model, accuracy against items.

    pip install -r requirements-mlflow.txt
    MLFLOW_TRACKING_URI=http://localhost:5000 python mlflow_sink.py localhost:9092 [--experiment NAME] [--once]

It keeps nothing itself: what MLflow has is asked of MLflow. Stopped at any point and started again, it continues in the same MLflow runs
behind their last points. Run one of it.
"""
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, ViewType

from results import follow, options, settings

LONGEST = 500  # characters of a parameter
STEP = "items"  # the metric that every point has


class Curves:
    def __init__(self, client: MlflowClient, experiment: str):
        self.client = client
        found = client.get_experiment_by_name(experiment)
        self.experiment = found.experiment_id if found else client.create_experiment(experiment)
        self.runs = {}  # (run, model) to MLflow's id of it
        self.last = {}  # that id to the items of its last point
        self.ended = set()

    def take(self, numbers):
        mlflow_run = self.run_of(numbers)
        if mlflow_run in self.ended:
            return
        if numbers.is_news(self.last[mlflow_run]):
            # With the snapshot's own time: MLflow takes a point that is sent twice once.
            values = {STEP: numbers.items, **numbers.values}
            points = [Metric(name, value, numbers.at, numbers.items) for name, value in values.items()]
            self.client.log_batch(mlflow_run, metrics=points)
            self.last[mlflow_run] = numbers.items
        if numbers.complete and self.last[mlflow_run] == numbers.items:
            self.client.set_terminated(mlflow_run, "FINISHED", numbers.at)
            self.ended.add(mlflow_run)

    def run_of(self, numbers) -> str:
        key = (numbers.run["run"], numbers.model)
        if key not in self.runs:
            found = self.client.search_runs([self.experiment], self.search(numbers), ViewType.ACTIVE_ONLY, 1)
            run = found[0] if found else self.create(numbers)
            # The same values again change nothing.
            parameters = [Param(name, str(value)[:LONGEST]) for name, value in numbers.parameters().items()]
            self.client.log_batch(run.info.run_id, params=parameters)
            history = self.client.get_metric_history(run.info.run_id, STEP)
            self.last[run.info.run_id] = max((point.step for point in history), default=-1)
            self.runs[key] = run.info.run_id
            if run.info.status == "FINISHED":
                self.ended.add(run.info.run_id)
        return self.runs[key]

    def create(self, numbers):
        tags = numbers.tags()
        return self.client.create_run(self.experiment, numbers.run["createdAt"], tags, f"{numbers.model} {numbers.run['run']}")

    @staticmethod
    def search(numbers) -> str:
        tags = {"vlmstream.run": numbers.run["run"], "vlmstream.model": numbers.model}
        return " and ".join(f"tags.`{name}` = '{value}'" for name, value in tags.items())


def main():
    parser = options(__doc__)
    parser.add_argument("--experiment", default="vlmstream")
    given = parser.parse_args()
    curves = Curves(MlflowClient(), given.experiment)
    for numbers in follow(settings(given), given.topic_prefix, given.once):
        curves.take(numbers)


if __name__ == "__main__":
    main()

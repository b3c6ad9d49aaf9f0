# Two commands do everything: `make course` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN = .venv/bin
DATA ?= scenes

.PHONY: course test setup notebooks lab app lint book pictures bench bench-scenes table bench-fashion grade-demo student-release colab oldest scenes-checkpoint clean help

course: setup  ## run every lesson, train the scenes captioner, write build/report.html
	$(BIN)/python course.py

test: setup  ## all tests, the examiners of the checks included
	$(BIN)/python -m pytest $(ARGS)

setup: .venv/ready
.venv/ready: pyproject.toml setup_venv.py
	$(PYTHON) setup_venv.py

notebooks: setup  ## build all notebooks from their sources: REPO=ADDRESS for a fork
	$(if $(REPO),$(BIN)/python build.py --move $(REPO))
	$(BIN)/python build.py

lab: setup  ## open the student notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

app: setup  ## the demo: caption pictures in a browser, ARGS="--run runs/photos" too
	$(BIN)/python -m helpers.app $(ARGS)

lint: setup  ## style of the code
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

book: setup  ## the walkthrough, build/book/html: runs each lesson once, needs no network
	$(BIN)/python -m book.make

pictures: book  ## the README's pictures, from the site and the demo, by Chromium
	$(BIN)/python -m book.pictures

bench: setup  ## how fast, each case beside a plain recipe: DATA=scenes|FOLDER of photos
	$(BIN)/python -m bench.suite --data $(DATA)

bench-scenes: setup  ## train the scenes captioner with 3 seeds, print the median
	$(BIN)/python -m bench.scenes

table: setup  ## four captioners, one table: DATA=scenes|flickr8k|FOLDER GRID= and CLIP= eyes
	$(BIN)/python -m bench.table --data $(DATA) $(if $(GRID),--grid $(GRID)) $(if $(CLIP),--clip $(CLIP))

bench-fashion: setup  ## a small ViT on Fashion-MNIST against the plain recipe
	$(BIN)/python -m bench.fashion_mnist

grade-demo: setup  ## make a small class of right and wrong answers, and grade it
	$(BIN)/python -m grading.demo build/grade-demo

student-release: setup  ## what learners get, and nothing else: OUT=FOLDER
	$(BIN)/python -m grading.release $(OUT)

colab: setup  ## every notebook, answered, in Colab's versions: LESSONS="01 04" for some
	$(BIN)/python tests/colab/run.py $(LESSONS)

oldest: setup  ## the same in the oldest versions that we allow
	$(BIN)/python tests/colab/run.py --oldest $(LESSONS)

scenes-checkpoint: setup  ## remake helpers/scenes_captioner.safetensors
	$(BIN)/python -m bench.scenes --keep

clean:  ## remove what was built; the environment stays
	rm -rf build

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/:/' | column -t -s:

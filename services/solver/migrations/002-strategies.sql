-- breaking: no
-- What was set of the strategies and of the mode; what was not set is as the code declares it.

CREATE TABLE strategy_setting (
  kind text NOT NULL,
  name text NOT NULL,
  enabled boolean NOT NULL,
  -- Lower is tried first.
  position integer NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, name)
);

CREATE TABLE solver_mode (
  -- There is one row at most.
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  mode text NOT NULL CHECK (mode IN ('normal', 'performance', 'emergency')),
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- down
DROP TABLE strategy_setting, solver_mode;

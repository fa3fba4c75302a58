//! Holds no code: its manifest pins features of shared dependencies (see there why).

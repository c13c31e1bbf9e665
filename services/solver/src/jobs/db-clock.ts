/**
 * The database's clock, as far as it is known here: what events say of their time. Nothing is decided by it; what is decided by
 * time is decided in SQL, by `now()`.
 */
export class DbClock {
  #aheadMs = 0;

  /** Takes a reading of the database's clock that was just made. */
  set(reading: Date): void {
    this.#aheadMs = reading.getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }
}

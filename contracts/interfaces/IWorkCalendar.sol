// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {YearRecord} from "../types/Calendar.sol";

/// @title Working days are data.
/// @notice One bitmap per year, in Asia/Shanghai, loaded at the founding or by vote. A year not loaded is an error, never a
/// guess.
interface IWorkCalendar {
    /// @notice A year is needed that was not loaded.
    /// @dev How to solve: have the year's notice loaded by vote.
    error WorkCalendarYearNotLoaded(uint16 year);
    /// @notice The year lies outside 1970..9999, or its bitmap has bits beyond its last day, or none.
    /// @dev How to solve: set one bit per working day, 365 or 366 bits at most.
    error WorkCalendarYearInvalid(uint16 year);
    /// @notice The number of days is 0 or above 250.
    /// @dev How to solve: count 1 to 250 working days.
    error WorkCalendarDaysInvalid(uint16 count);
    /// @notice The span ends before it begins, or is longer than three years.
    /// @dev How to solve: hand in the earlier time first, and count at most 1,096 days at once.
    error WorkCalendarSpanInvalid(uint64 from, uint64 to);
    /// @notice The year is loaded with exactly this record.
    /// @dev How to solve: nothing; a year is replaced only by another one.
    error WorkCalendarYearUnchanged(uint16 year);

    /// @notice The working days of a year were set for the first time.
    event YearLoaded(uint16 indexed year, YearRecord record);
    /// @notice A year was replaced by vote. `revision`: how many times it was set so far.
    event YearReplaced(uint16 indexed year, YearRecord record, YearRecord previous, uint32 revision);

    /// @notice Set or replace a year. By vote only. Clocks that run already keep the end that they were given.
    function loadYear(YearRecord calldata record) external;
    /// @notice The end of the last of `count` working days after the day of `time`, in seconds, exclusive: the first moment of
    /// the next day in Asia/Shanghai. The day of the event is not counted.
    function addWorkingDays(uint64 time, uint16 count) external view returns (uint64);
    /// @notice Whether the day of `time` in Asia/Shanghai is a working day.
    function isWorkingDay(uint64 time) external view returns (bool);
    /// @notice How many working days lie after the day of `from`, up to and with the day of `to`; at most 1,096 days apart. The
    /// count of `addWorkingDays` that ends with the day of `to`, if that is a working day.
    function workingDaysBetween(uint64 from, uint64 to) external view returns (uint16);
    /// @notice How many times a year was set: 0 = not loaded, above 1 = replaced since.
    function revisionOf(uint16 year) external view returns (uint32);
    /// @notice A loaded year. Reverts for another.
    function yearOf(uint16 year) external view returns (YearRecord memory);
}

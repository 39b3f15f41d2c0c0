//! Toetssteen.
pub mod evidence;
pub mod gather;
pub mod target;

//! Toetssteen.
pub mod evidence;
pub mod gather;
